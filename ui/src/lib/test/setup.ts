// Runs before every test file.
import '@testing-library/jest-dom/vitest';

// The pretended browser speaks English; the screens are written in Italian first.
localStorage.setItem('sportello.language', 'it');

// Runs before every test file.
import '@testing-library/jest-dom/vitest';

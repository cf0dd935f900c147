-- How many chats a librarian may have under way at once, beside one call.
ALTER TABLE librarian ADD COLUMN chats INTEGER NOT NULL DEFAULT 3 CHECK (chats BETWEEN 1 AND 8);

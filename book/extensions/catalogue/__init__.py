"""What a reader traces and takes away: tables, rows, numbers, the book's own reference."""

"""What every answer has: safe headers, error pages, versioned assets, page cache, limits."""

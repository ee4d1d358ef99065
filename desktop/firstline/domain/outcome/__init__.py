"""What service actions were to bring the business, and whether that is proven (S3)."""

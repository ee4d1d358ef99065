"""The hand-off to the vendor: four steps from fields to the receipt."""

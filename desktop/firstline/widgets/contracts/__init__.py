"""The page of contracts: timeline, registers, decision sheet, applications with their letters."""

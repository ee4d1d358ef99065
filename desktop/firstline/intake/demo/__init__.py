"""The demo company 澄川机电 (fictional): the same instant always gives the same edits."""

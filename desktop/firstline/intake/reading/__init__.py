"""Files as rows: encodings, delimited text, workbooks and JSON documents, read as a stream."""

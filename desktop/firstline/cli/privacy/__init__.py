"""Commands of privacy: records of processing, requests of people, export and pseudonyms."""

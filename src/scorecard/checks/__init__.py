"""The rules that need more than one field, one file or one day: of a record, of the folder, of an article."""

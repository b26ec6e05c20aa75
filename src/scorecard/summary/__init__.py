"""The numbers of every output, computed once: tables and scores in, plain values out."""

"""The stores: Chroma as the home of papers and vectors, the indexes that search it, and the library over them."""

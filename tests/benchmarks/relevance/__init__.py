"""How well Tìm Tin ranks, on many sets of questions at once and beside other engines."""

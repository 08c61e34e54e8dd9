"""Does a memorial stand? Each authority in it: is it real, does it bind, does it say that, what speaks against it?"""

"""Mechanical mends for the pages: `scripts/refresh.py`.

checkout   a second checkout of the commit, in which mends are tried; git itself
mends      what was mended, why, and what was left out; as a file and as the text of a pull request
links      rewrites links that moved for good
sdks       writes the newest versions of packages into the facts
look       makes all mends in a second checkout
proposal   one open pull request with the mends; standard library only, as it runs beside a token
"""

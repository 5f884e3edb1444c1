"""Runs and traces the claims of older guides: `keyproof guides`.

rules       what can be wrong, with codes; needs no other package, so that the pages can list them
texts       the guides themselves, where they are at hand
passages    every text of our pages, as the Sphinx builder `passages` lists them
traces      where stale texts stand, in the guides and on our pages, and where links lead; pure
executions  runs what a claim says can be run
proof       all of it: `run`
"""

"""What the official packages raise: driven against the stand-in, compared with what is recorded.

record        what a package did, and the file beside the facts that keeps it
situations    what goes wrong before a provider has judged the key
trials        the programs to run for each provider and package; pure
rules         what can be wrong, each with a code
comparison    what was seen against what is recorded and what the facts say; pure
environments  the newest release of each package, in an environment of its own
worker        runs programs inside such an environment; standard library only
process       the worker, seen from outside
stage         one provider and one package, with the stand-in between them
session       all of it: `keyproof sdks`
programs/     a short program for each package, as someone writes it who has read no warning
"""

"""A real OpenStack on one machine's loopback, for tests and for the demo of Sluice.

`up` starts it, `down` stops it, `farm` forks its hosts. Everything is started from Debian's packages as it is; the one thing
that is not OpenStack is `network`, an empty answer in place of neutron.
"""

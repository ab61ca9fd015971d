"""Benchmarks: a large fictional world and what one request costs in it.

Nothing in the product imports this package. See docs/performance.md.
"""

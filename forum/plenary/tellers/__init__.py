"""What surrounds the ballots: proxies, weights, what is counted by hand."""

"""From a country's normative profile to an analysis of its gaps, and from there to a plan of action."""

"""Bringing the facts up to date: what a saved page of ratifications says, how it differs, and writing that down."""

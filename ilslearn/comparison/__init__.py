"""Side by side: decisions with what bound there and then, and countries with what binds them."""

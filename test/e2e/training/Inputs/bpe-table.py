#!/usr/bin/env python3
"""A table of texts and what they say."""
print("review,verdict")
for i in range(120):
    good = i % 2
    words = ["the", ["worst", "best"][good], ["newest", "oldest", "longest"][i % 3], ["film", "book", "song"][i // 3 % 3]]
    print(f"{' '.join(words)},{['bad', 'good'][good]}")

"""Live taps, recognition engines, correction and transcripts."""

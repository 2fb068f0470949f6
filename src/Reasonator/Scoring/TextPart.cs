using Reasonator.Texts;

namespace Reasonator.Scoring;

/// <summary>A part of an item that has a score of its own: where it is in the item's text, and its place among the request's texts.</summary>
internal readonly record struct TextPart(TextSpan Span, int Place);

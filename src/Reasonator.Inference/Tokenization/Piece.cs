namespace Reasonator.Inference.Tokenization;

/// <summary>Where the bytes of a vocabulary's piece lie in its file.</summary>
internal readonly record struct Piece(int Start, int Length);

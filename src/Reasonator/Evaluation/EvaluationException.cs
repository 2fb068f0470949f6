namespace Reasonator.Evaluation;

/// <summary>What was given cannot be evaluated; the message says of the file what is wrong with it.</summary>
internal sealed class EvaluationException(string message) : Exception(message);

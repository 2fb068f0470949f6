namespace Reasonator.Pipeline;

/// <summary>Who waits for the answer: a caller on the line, or a durable batch.</summary>
internal enum Lane
{
    Interactive,
    Batch,
}

using System.Diagnostics;

namespace Reasonator.Queues;

/// <summary>What a worker told, and when.</summary>
/// <param name="What">submitting, submitted, begin, end.</param>
/// <param name="Number">Microseconds of a submission; a chunk's id, negative where it ended without a result written.</param>
/// <param name="At">The machine's clock, in ticks of Stopwatch.</param>
internal readonly record struct Line(string What, long Number, long At)
{
    public double SecondsSince(long start) => Stopwatch.GetElapsedTime(start, At).TotalSeconds;
}

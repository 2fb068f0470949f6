namespace Reasonator.Pipeline;

/// <summary>The numbers of the pipeline; the defaults suit a 512 MB box.</summary>
internal sealed record PipelineOptions
{
    /// <summary>Runs at the same time. Default: the cores this process may use, a container's quota included.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Texts that may wait in a lane; a request that does not fit whole is refused with 429.</summary>
    public int QueueCapacity { get; init; } = 4096;

    /// <summary>With work waiting and no run finished for this long, health says <c>stalled</c> and new work is refused.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A run that is seen under way for this long never ends: the process does, to be started again.</summary>
    public TimeSpan HangLimit { get; init; } = TimeSpan.FromSeconds(80);

    /// <summary>A batch text that has waited this long goes before interactive ones, at most one a period.</summary>
    public TimeSpan BatchTurn { get; init; } = TimeSpan.FromSeconds(1);
}

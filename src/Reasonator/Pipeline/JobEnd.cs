namespace Reasonator.Pipeline;

/// <summary>How a job ended; it ends exactly once.</summary>
internal enum JobEnd
{
    /// <summary>Every text ran; each has its logits or its failure.</summary>
    Finished,

    /// <summary>The deadline passed first. What had not run is dropped.</summary>
    Expired,

    /// <summary>The caller went away. What had not run is dropped.</summary>
    Cancelled,

    /// <summary>The service is stopping. What had not run is dropped.</summary>
    Drained,
}

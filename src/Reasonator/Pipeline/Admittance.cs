namespace Reasonator.Pipeline;

/// <summary>What the queue says to a job.</summary>
internal enum Admittance
{
    Admitted,

    /// <summary>The work ahead and the job itself would not finish within its deadline.</summary>
    TooLate,

    /// <summary>Its texts do not all fit into the lane.</summary>
    Full,

    /// <summary>The service is stopping.</summary>
    Closed,
}

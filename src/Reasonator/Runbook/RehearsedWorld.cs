namespace Reasonator.Runbook;

/// <summary>What a rehearsal finds.</summary>
internal enum RehearsedWorld
{
    /// <summary>Nothing is there yet, as before a bootstrap.</summary>
    Empty,

    /// <summary>All is there and runs.</summary>
    Running,

    /// <summary>As running, and a previous token is still accepted.</summary>
    Rotating,
}

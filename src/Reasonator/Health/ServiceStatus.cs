namespace Reasonator.Health;

/// <summary>The states that health shows; only <see cref="Ok"/> takes work.</summary>
internal enum ServiceStatus
{
    WarmingUp,
    Ok,
    Failed,
    Stalled,
    Draining,
}

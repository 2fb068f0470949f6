namespace Reasonator.Tests.Platform;

/// <summary>
/// Counts the calls of all fakes that share it, and says what befalls which. A real service that reads the vault by
/// itself counts too: where calls are counted, use a <see cref="StubDyno" />.
/// </summary>
internal sealed class FaultPlan
{
    private readonly Lock _guard = new();
    private readonly Dictionary<int, PlatformFault> _faults = [];
    private int _calls;

    /// <summary>Calls so far.</summary>
    public int Calls
    {
        get
        {
            lock (_guard)
            {
                return _calls;
            }
        }
    }

    /// <param name="n">1 is the first call since the start or the last <see cref="Reset" />.</param>
    /// <param name="fault">What befalls it.</param>
    public void FailCall(int n, PlatformFault fault)
    {
        lock (_guard)
        {
            _faults[n] = fault;
        }
    }

    /// <summary>Called when a call arrives that will hang.</summary>
    public Action? OnHang { get; set; }

    /// <summary>Counts from one again, with no faults.</summary>
    public void Reset()
    {
        lock (_guard)
        {
            _faults.Clear();
            _calls = 0;
        }
    }

    public PlatformFault? Next()
    {
        PlatformFault? fault;
        lock (_guard)
        {
            fault = _faults.TryGetValue(++_calls, out var planned) ? planned : null;
        }

        if (fault == PlatformFault.Hang)
        {
            OnHang?.Invoke();
        }

        return fault;
    }
}

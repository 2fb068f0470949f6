using Reasonator.Inference.Runtime;

namespace Reasonator.Tests.Hosting;

/// <summary>Keeps the memory of the tests' process, which boots the service hundreds of times; counts the calls.</summary>
internal sealed class KeptMemory : ResidentMemory
{
    private int _starts;
    private int _trims;

    public int Starts => Volatile.Read(ref _starts);

    public int Trims => Volatile.Read(ref _trims);

    public override void Trim() => Interlocked.Increment(ref _trims);

    public override void TrimAfterStart() => Interlocked.Increment(ref _starts);
}

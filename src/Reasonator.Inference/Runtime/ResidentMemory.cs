namespace Reasonator.Inference.Runtime;

/// <summary>Returns memory to the system that would otherwise stay resident for the life of the process. Thread-safe.</summary>
public class ResidentMemory
{
    /// <summary>Collects all garbage and frees the native heap's unused pages. Stops every managed thread for some 10 ms.</summary>
    public virtual void Trim()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
    }

    /// <summary>As <see cref="Trim"/>, and releases the pages of code that only a start runs.</summary>
    public virtual void TrimAfterStart()
    {
        Trim();
        MappedCode.Release();
    }
}

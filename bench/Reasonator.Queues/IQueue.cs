namespace Reasonator.Queues;

/// <summary>A way to hand chunks to processes.</summary>
internal interface IQueue : IAsyncDisposable
{
    /// <summary>Writes a batch of chunks, and whatever makes somebody take them, in one transaction.</summary>
    Task SubmitAsync(int chunks, int bytes);

    /// <summary>Begins to take chunks.</summary>
    void Start();
}

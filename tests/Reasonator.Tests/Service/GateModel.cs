using System.Collections.Concurrent;
using Reasonator.Inference.Runtime;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Tests.Service;

/// <summary>A model whose runs the test holds and lets go; it fails where the test says so.</summary>
internal sealed class GateModel : ISentimentModel
{
    private readonly SemaphoreSlim _entered = new(0);
    private readonly SemaphoreSlim _gate = new(0);
    private volatile bool _open = true;

    /// <summary>Lengths of the sequences that ran, in the order they began.</summary>
    public ConcurrentQueue<int[]> Ran { get; } = new();

    /// <summary>The threads of the runs: their names, and whether they are of the pool.</summary>
    public ConcurrentQueue<(string? Name, bool OfThePool)> Threads { get; } = new();

    /// <summary>What a run throws or answers instead of a score.</summary>
    public Func<TokenSequence, Logits>? Behaviour { get; set; }

    /// <summary>From now on every run waits for <see cref="Release"/>.</summary>
    public void Hold() => _open = false;

    /// <summary>Waits until one more run has begun.</summary>
    public Task Entered(CancellationToken stop) =>
        Eventually.EndsAsync("one more run begins", _entered.WaitAsync(stop), stop, () => $"{Ran.Count} runs have begun");

    public void Release(int runs = 1) => _gate.Release(runs);

    /// <summary>Lets every run pass, also those that wait.</summary>
    public void Open()
    {
        _open = true;
        _gate.Release(10_000);
    }

    public Logits Infer(TokenSequence tokens)
    {
        Ran.Enqueue(tokens.Ids);
        Threads.Enqueue((Thread.CurrentThread.Name, Thread.CurrentThread.IsThreadPoolThread));
        _entered.Release();
        if (!_open)
        {
            _gate.Wait();
        }

        return Behaviour?.Invoke(tokens) ?? new Logits(2, -1, 0.5f);
    }

    public void Dispose()
    {
        _open = true;
        _gate.Release(10_000);
    }
}

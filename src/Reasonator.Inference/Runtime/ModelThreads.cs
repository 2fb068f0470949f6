using System.Runtime.ExceptionServices;

namespace Reasonator.Inference.Runtime;

/// <summary>
/// Threads of our own for the model. On a CPU with AMX a thread that has run it carries 8 KiB of tile state, which .NET's signal
/// stack of 16 KiB has no room for: the next NullReferenceException on that thread, caught or not, ends the process
/// (dotnet/runtime issues 115438 and 127320). Threads of the pool serve requests, and so never run it.
/// </summary>
public static class ModelThreads
{
    /// <summary>Runs work that enters the runtime: on this thread, or for a thread of the pool, which waits, on one of its own.</summary>
    /// <returns>The work's result; what the work throws is thrown.</returns>
    public static T Run<T>(Func<T> work)
    {
        if (!Thread.CurrentThread.IsThreadPoolThread)
        {
            return work();
        }

        var result = default(T);
        ForEach([0], _ => result = work());
        return result!;
    }

    /// <summary>Calls <paramref name="work"/> for each item, in their order, on as many threads as cores. Returns when all have ended.</summary>
    /// <exception cref="Exception">What the work threw; of several, at the first item. After it no item is begun.</exception>
    public static void ForEach(IReadOnlyList<int> items, Action<int> work)
    {
        var next = -1;
        var failures = new ExceptionDispatchInfo?[items.Count];
        Thread[] threads = [.. Enumerable.Range(0, Math.Min(Environment.ProcessorCount, items.Count)).Select(i => new Thread(Work)
        {
            // A run that hangs must not hold the process.
            IsBackground = true,
            Name = $"model-{i}",
        })];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Array.Find(failures, failure => failure is not null)?.Throw();

        void Work()
        {
            for (int at; (at = Interlocked.Increment(ref next)) < items.Count;)
            {
                try
                {
                    work(items[at]);
                }
                catch (Exception e)
                {
                    failures[at] = ExceptionDispatchInfo.Capture(e);
                    Interlocked.Add(ref next, items.Count);
                }
            }
        }
    }
}

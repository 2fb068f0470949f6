namespace Reasonator.Bench.Peers;

/// <summary>One way to run transformers.js.</summary>
/// <param name="Graph">Which of its graphs.</param>
/// <param name="Batch">Texts that are padded to one length and run in one call.</param>
/// <param name="Threads">Threads of a run.</param>
/// <param name="Processes">Node processes on one port: a run holds its process's only JavaScript thread.</param>
internal sealed record PeerSetting(string Graph, int Batch, int Threads, int Processes)
{
    // Padding wins calls and loses the padding; which of it is more depends on the model.
    private static readonly int[] Batches = [1, 8, 32];

    // The service's own graph has no mask: it cannot be padded.
    private static readonly int[] Single = [1];

    /// <summary>
    /// All that use every core; with <paramref name="quick"/> those that have won or come close, one with two processes.
    /// </summary>
    public static IEnumerable<PeerSetting> All(IReadOnlyCollection<string> graphs, int cores, bool quick) =>
        from graph in graphs
        from processes in cores == 1 ? Single : [cores, 1]
        from batch in graph == TransformersFiles.Own ? Single : Batches
        where !quick || (processes == 1 ? batch == (graph == TransformersFiles.Own ? 1 : 8) : batch == 1 && graph == TransformersFiles.Plain)
        select new PeerSetting(graph, batch, cores / processes, processes);

    public override string ToString() =>
        $"{(Graph == TransformersFiles.Own ? "the service's own graph" : "plain int8 graph")}, {(Batch == 1 ? "one by one" : $"{Batch} padded")}, {Processes} {(Processes == 1 ? "process" : "processes")} × {Threads} {(Threads == 1 ? "thread" : "threads")}";
}

using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Reasonator.Bench;

/// <summary>The benchmarks of single parts, in this process.</summary>
internal static class Micro
{
    public static int Run<TBenchmark>()
    {
        var job = Job.ShortRun.WithIterationCount(9).WithToolchain(InProcessEmitToolchain.Instance);
        var config = DefaultConfig.Instance.AddJob(job).WithArtifactsPath(Path.Combine(Corpus.Root, "artifacts", "benchmarks"));
        return BenchmarkRunner.Run<TBenchmark>(config).HasCriticalValidationErrors ? 1 : 0;
    }
}

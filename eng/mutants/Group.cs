namespace Reasonator.Mutants;

/// <summary>Sources, and the tests that must notice a change of them.</summary>
/// <param name="Name">As it is asked for.</param>
/// <param name="Project">Of the sources, below <c>src</c>.</param>
/// <param name="Sources">Files or folders of the project.</param>
/// <param name="Tests">The test project.</param>
/// <param name="Stages">Names of test classes; a later stage runs what the ones before it let pass.</param>
internal sealed record Group(string Name, string Project, string[] Sources, string Tests, string[][] Stages)
{
    public static readonly Group[] All =
    [
        Service("TokenCheck", ["Security/TokenCheck.cs"], [["Security.TokenCheckTests"], ["Security.TokenMatrixTests"]]),
        Service("Admission", ["Admission"], [["Admission.*"], ["Pipeline.QueueAccountTests", "Pipeline.WorkQueueTests", "Pipeline.SharedRunTests", "Pipeline.OverloadTests", "Batches.BatchEtaTests", "Observability.PipelineMetricsTests"]]),
        Service("Lanes", ["Pipeline/Lanes.cs", "Pipeline/Backlog.cs", "Pipeline/WorkQueue.cs", "Pipeline/ScoreJob.cs", "Pipeline/TextRun.cs"],
            [["Pipeline.WorkQueueTests", "Pipeline.QueueAccountTests", "Pipeline.SharedRunTests", "Pipeline.WorkQueuePropertyTests"],
             ["Pipeline.OverloadTests", "Observability.PipelineMetricsTests", "Scoring.CachedScoreTests", "Health.HealthTests", "Hosting.HangTests"]]),
        Service("Workers", ["Pipeline/InferenceWorkers.cs", "Pipeline/PipelineMetrics.cs", "Pipeline/PipelineOptions.cs", "Pipeline/PipelineExtensions.cs", "Pipeline/StageTimes.cs", "Pipeline/StageSpans.cs"],
            [["Observability.PipelineMetricsTests", "Observability.TraceTests"], ["Pipeline.*", "Scoring.*", "Health.HealthTests", "Observability.RequestMetricsTests"]]),
        Service("Security", ["Security/TokenMiddleware.cs", "Security/FailedTokens.cs", "Security/HeadersMiddleware.cs", "Security/SecurityExtensions.cs"],
            [["Security.FailedTokensTests"], ["Security.HeadersTests", "Security.TokenMatrixTests"], ["Security.ForwardedTests"]]),
        Service("Drain", ["Hosting/Drain.cs"], [["Health.HealthTests"], ["Process.DrainTests"]]),
        new("Tokenizer", "Reasonator.Inference", ["Tokenization"], "Reasonator.Inference.Tests",
            [["Reasonator.Inference.Tests.Tokenization.EncodeTests", "Reasonator.Inference.Tests.Tokenization.VocabularyTests"],
             ["Reasonator.Inference.Tests.Tokenization.*"]]),
    ];

    private static Group Service(string name, string[] sources, string[][] stages) =>
        new(name, "Reasonator", sources, "Reasonator.Tests", [.. stages.Select(stage => stage.Select(tests => "Reasonator.Tests." + tests).ToArray())]);
}

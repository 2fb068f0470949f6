namespace Reasonator.Inference.Tests.Runtime;

/// <summary>The tests that measure the whole process: none runs beside another.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;

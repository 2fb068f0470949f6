using Reasonator.Tests.Process;

namespace Reasonator.Tests.Modeling;

/// <summary>The verb as it is typed.</summary>
public sealed class ModelBuildVerbTests : IDisposable
{
    private readonly SmallCheckpoint _checkpoint = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _checkpoint.Dispose();

    [Fact]
    public async Task What_was_built_is_told_on_standard_output_and_can_be_served()
    {
        await using var build = ServiceProcess.Start(["model", "build", "--from", _checkpoint.Folder, "--out", _checkpoint.Out]);
        Assert.Equal(0, await build.ExitAsync(Stop));
        Assert.Empty(build.Errors);
        Assert.Equal(3, build.Output.Count);
        var sha = build.Output.First().Split(' ')[^1];

        var parent = Path.GetDirectoryName(_checkpoint.Out)!;
        await using var service = ServiceProcess.Serve(new Dictionary<string, string> { ["MODELS_DIR"] = parent, ["MODEL"] = "small" });
        var health = await service.ReadyAsync(Stop);
        Assert.Contains($"\"model_sha\":\"{sha}\"", await health.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task What_cannot_be_built_ends_with_1_and_a_sentence()
    {
        await using var build = ServiceProcess.Start(["model", "build", "--from", _checkpoint.PathOf("none"), "--out", _checkpoint.Out]);

        Assert.Equal(1, await build.ExitAsync(Stop));
        Assert.Empty(build.Output);
        Assert.Contains("--from", Assert.Single(build.Errors));
    }
}

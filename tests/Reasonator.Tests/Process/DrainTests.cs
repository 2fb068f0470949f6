using System.Net;
using Reasonator.Tests.Service;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Process;

public sealed class DrainTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SIGTERM_while_the_vault_has_not_answered_ends_with_0()
    {
        await using var vault = await FakeVault.StartAsync();
        vault.DelayFirstAnswer = TimeSpan.FromSeconds(15);
        await using var service = ServiceProcess.Serve(BootTests.Staging(vault));
        await service.HealthAsync("health is as wanted", (_, b) => b.Contains("warming_up"), Stop);

        Assert.Equal(0, await Terminated(service));
    }

    [Fact]
    public async Task SIGTERM_right_after_the_start_ends_with_0()
    {
        await using var service = ServiceProcess.Serve();
        await service.HealthAsync("health is as wanted", (_, _) => true, Stop);

        Assert.Equal(0, await Terminated(service));
    }

    [Fact]
    public async Task SIGTERM_twice_on_an_idle_service_ends_with_0()
    {
        await using var service = ServiceProcess.Serve();
        await service.ReadyAsync(Stop);
        service.Terminate();

        Assert.Equal(0, await Terminated(service));
    }

    [Fact]
    public async Task SIGTERM_with_work_running_and_queued_answers_every_request()
    {
        await using var service = ServiceProcess.Serve();
        await service.ReadyAsync(Stop);
        var requests = Enumerable.Range(0, 3).Select(r => service.Client.ScoreAsync(LongTexts(r), wait: 25, stop: Stop)).ToList();
        // Three requests of 32 texts are all in; the first is being worked at.
        await service.HealthAsync("health is as wanted", (_, b) => Depth(b) > 64, Stop);

        Assert.Equal(0, await Terminated(service));

        var answers = await Task.WhenAll(requests);
        Assert.Contains(answers, a => a.StatusCode == HttpStatusCode.OK);
        var refused = answers.Where(a => a.StatusCode != HttpStatusCode.OK).ToList();
        Assert.NotEmpty(refused);
        foreach (var answer in refused)
        {
            await answer.ProblemAsync(503, "draining");
            Assert.NotNull(answer.Headers.RetryAfter);
        }
    }

    // Every text another one: the same text would run once for all.
    internal static string[] LongTexts(int request) =>
        [.. Enumerable.Range(0, 32).Select(i => $"{request} {i} " + string.Concat(Enumerable.Repeat("profit rose sharply ", 300)))];

    internal static int Depth(string health)
    {
        const string key = "\"interactive\":";
        var at = health.IndexOf(key, StringComparison.Ordinal);
        return at < 0 ? 0 : int.Parse(health.AsSpan(at + key.Length, health.IndexOf(',', at) - at - key.Length));
    }

    private static async Task<int> Terminated(ServiceProcess service)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(25));
        service.Terminate();
        return await service.ExitAsync(limit.Token);
    }
}

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
        vault.AnswerNext("/login", FakeAnswers.Hang, times: 100);
        await using var service = ServiceProcess.Serve(BootTests.Staging(vault));
        await Eventually.TrueAsync("the service asks the vault", () => vault.Logins.Any(), Stop);

        Assert.Equal(0, await Terminated(service));
    }

    [Fact]
    public async Task SIGTERM_right_after_the_start_ends_with_0()
    {
        await using var service = ServiceProcess.Serve();
        await service.HealthAsync("health answers", (_, _) => true, Stop);

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
        await using var service = ServiceProcess.Serve(Backlog.OneWorker);
        await service.ReadyAsync(Stop);
        // Seconds of work, by the service's own measure: the signal comes while most of it waits.
        var backlog = await Backlog.FillAsync(service.Client, wait: 25, Stop);
        var requests = backlog.Pending.Select(request => request.Answer).ToList();

        Assert.Equal(0, await Terminated(service));

        var answers = await Eventually.EndsAsync("every request is answered", Task.WhenAll(requests), Stop);
        Assert.Contains(answers, a => a.StatusCode == HttpStatusCode.OK);
        // The service's own refusals of too much work may have been on their way when the signal came.
        var refused = answers.Where(a => a.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.TooManyRequests)).ToList();
        Assert.NotEmpty(refused);
        foreach (var answer in refused)
        {
            await answer.ProblemAsync(503, "draining");
            Assert.NotNull(answer.Headers.RetryAfter);
        }
    }

    private static Task<int> Terminated(ServiceProcess service)
    {
        service.Terminate();
        return service.ExitAsync(Stop);
    }
}

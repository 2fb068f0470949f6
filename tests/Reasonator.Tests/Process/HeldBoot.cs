using Microsoft.AspNetCore.Http;
using Reasonator.Tests.Service;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Process;

/// <summary>A real process that warms up until its vault may answer, and what it has answered meanwhile.</summary>
internal sealed class HeldBoot : IAsyncDisposable
{
    public const string WarmingUp = """{"status":"warming_up","model_loaded":false}""";

    private readonly TaskCompletionSource _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HeldBoot()
    {
    }

    public ServiceProcess Service { get; private set; } = null!;

    /// <summary>The answer to <c>GET /v1/health</c>.</summary>
    public HttpResponseMessage Health { get; private set; } = null!;

    /// <summary>The answer to <c>HEAD /v1/health</c>.</summary>
    public HttpResponseMessage Head { get; private set; } = null!;

    /// <summary>The answer to a text.</summary>
    public HttpResponseMessage Score { get; private set; } = null!;

    /// <summary>Starts processes until one has given all three answers while it warmed up.</summary>
    public static async Task<HeldBoot> StartAsync(FakeVault vault, CancellationToken stop)
    {
        var boot = new HeldBoot();
        vault.AnswerNext("/login", context => boot.LogInAsync(vault, context), times: 100);
        // A process waits some 12 s for a vault that does not answer, and has then failed: a slow machine gets another chance.
        for (var tries = 0; tries < 10; tries++)
        {
            boot.Service = ServiceProcess.Serve(BootTests.Staging(vault));
            boot.Health = await boot.Service.HealthAsync("health answers", (_, _) => true, stop);
            boot.Head = await boot.Service.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/health"), stop);
            boot.Score = await boot.Service.Client.ScoreAsync(["Profit"], stop: stop);
            // Without its secrets a process that has failed never warms up again: one that does now has done so all the time.
            var last = await boot.Service.Client.GetAsync("/v1/health", stop);
            if (await last.Content.ReadAsStringAsync(stop) == WarmingUp)
            {
                return boot;
            }

            await boot.Service.DisposeAsync();
        }

        throw new InvalidOperationException("Ten processes gave their vault up before they had answered four requests.");
    }

    /// <summary>Lets the vault answer.</summary>
    public void LetGo() => _answers.TrySetResult();

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    private async Task LogInAsync(FakeVault vault, HttpContext context)
    {
        await _answers.Task.WaitAsync(context.RequestAborted);
        await vault.Identity.LogIn(vault.Logins.Last().Body)(context);
    }
}

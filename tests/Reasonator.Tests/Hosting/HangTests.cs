using System.Net;
using Microsoft.Extensions.Time.Testing;
using Reasonator.Health;
using Reasonator.Hosting;
using Reasonator.Inference.Runtime;
using Reasonator.Ops;
using Reasonator.Pipeline;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Hosting;

/// <summary>A run that does not come back, on a clock that the test moves.</summary>
public sealed class HangTests : IAsyncDisposable
{
    private static readonly int Limit = (int)new PipelineOptions().HangLimit.TotalSeconds;

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly ManualResetEventSlim _returns = new();
    private readonly ReasonatorApp _app;

    public HangTests() => _app = new ReasonatorApp
    {
        Time = _time,
        Pipeline = new PipelineOptions { Workers = 2 },
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private int? Code => ((EndRecorder)_app.Get<ProcessEnd>()).Code;

    public async ValueTask DisposeAsync()
    {
        _returns.Set();
        await _app.DisposeAsync();
        _returns.Dispose();
    }

    [Fact]
    public async Task A_run_that_never_returns_ends_the_process_with_a_code_of_its_own_a_minute_after_health_is_stalled()
    {
        var client = await HangAsync();

        await PassAsync(seconds: 21);
        Assert.Contains("stalled", await (await client.GetAsync("/v1/health", Stop)).Content.ReadAsStringAsync(Stop));
        await PassAsync(Limit - 22);
        Assert.Null(Code);

        await UntilEndAsync();
        Assert.Equal(ReasonatorCommand.Hung, Code);
    }

    [Fact]
    public async Task A_run_that_returns_in_time_brings_health_back_and_the_process_stays()
    {
        var client = await HangAsync();
        await PassAsync(Limit - 1);

        _returns.Set();
        while ((await client.GetAsync("/v1/health", Stop)).StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(1, Stop);
        }

        await PassAsync(2 * Limit);
        Assert.Null(Code);
        Assert.Equal(HttpStatusCode.OK, (await client.ScoreAsync(["Sales fell"], stop: Stop)).StatusCode);
    }

    [Fact]
    public async Task One_hung_run_ends_the_process_though_another_worker_goes_on()
    {
        var client = await HangAsync();

        while (Code is null)
        {
            _time.Advance(HangWatch.Period);
            // Another run ends at every tick: health is well, and half of the service is not.
            Assert.Equal(HttpStatusCode.OK, (await client.ScoreAsync([$"Sales fell by {_time.GetTimestamp()} dollars"], stop: Stop)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/health", Stop)).StatusCode);
        }

        Assert.Equal(ReasonatorCommand.Hung, Code);
    }

    [Fact]
    public async Task A_self_test_that_never_returns_ends_the_process_too()
    {
        await using var app = new ReasonatorApp { Time = _time, Loading = () => _returns.Wait(Stop) };
        var client = app.Client();
        var end = (EndRecorder)app.Get<ProcessEnd>();
        while (app.Get<Readiness>().Loading is null)
        {
            await Task.Delay(1, Stop);
        }

        await PassAsync(Limit - 1);
        Assert.Contains("warming_up", await (await client.GetAsync("/v1/health", Stop)).Content.ReadAsStringAsync(Stop));
        Assert.Null(end.Code);

        while (end.Code is null)
        {
            _time.Advance(HangWatch.Period);
            await Task.Delay(1, Stop);
        }

        Assert.Equal(ReasonatorCommand.Hung, end.Code);
        _returns.Set();
    }

    [Fact]
    public async Task An_hour_in_which_the_process_was_frozen_is_no_hang()
    {
        await HangAsync();

        _time.Advance(TimeSpan.FromHours(1));
        await PassAsync(seconds: 5);

        Assert.Null(Code);
    }

    /// <summary>Starts the service; a client, when a run has begun that will not end by itself.</summary>
    private async Task<HttpClient> HangAsync()
    {
        var client = await _app.ReadyAsync(Stop);
        const int hanging = 4;
        _app.Model.Behaviour = tokens =>
        {
            if (tokens.Length == hanging)
            {
                _returns.Wait(Stop);
            }

            return new Logits(2, -1, 0.5f);
        };
        _ = client.ScoreAsync(["Profit rose"], wait: 25, stop: Stop);
        await _app.Model.Entered(Stop);
        return client;
    }

    /// <summary>At most as many ticks as seconds: a tick that nobody has waited for yet is one with the next.</summary>
    private async Task PassAsync(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _time.Advance(HangWatch.Period);
            await Task.Delay(2, Stop);
        }
    }

    private async Task UntilEndAsync()
    {
        while (Code is null)
        {
            _time.Advance(HangWatch.Period);
            await Task.Delay(1, Stop);
        }
    }
}

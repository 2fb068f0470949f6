using System.Net;
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

    private readonly CountingClock _time = new();
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

        await PassAsync(seconds: 3);
        Assert.Equal(ReasonatorCommand.Hung, Code);
    }

    [Fact]
    public async Task A_run_that_returns_in_time_brings_health_back_and_the_process_stays()
    {
        var client = await HangAsync();
        await PassAsync(Limit - 1);

        _returns.Set();
        await Eventually.SeesAsync(
            "health is 200 again", async () => (await client.GetAsync("/v1/health", Stop)).StatusCode, status => status == HttpStatusCode.OK, Stop);

        await PassAsync(2 * Limit);
        Assert.Null(Code);
        Assert.Equal(HttpStatusCode.OK, (await client.ScoreAsync(["Sales fell"], stop: Stop)).StatusCode);
    }

    [Fact]
    public async Task One_hung_run_ends_the_process_though_another_worker_goes_on()
    {
        var client = await HangAsync();

        for (var i = 0; i < Limit + 2; i++)
        {
            await PassAsync(seconds: 1);
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
        await Eventually.TrueAsync("the model's loading begins", () => app.Get<Readiness>().Loading is not null, Stop);

        await PassAsync(Limit - 1, end);
        Assert.Contains("warming_up", await (await client.GetAsync("/v1/health", Stop)).Content.ReadAsStringAsync(Stop));
        Assert.Null(end.Code);

        await PassAsync(seconds: 3, end);
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
        // The boot tidies memory up after it is ready, and the watch looks at it until its end.
        await Eventually.TrueAsync("the boot is through", () => _app.Get<Readiness>().Loading is null, Stop);
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

    /// <summary>Lets so many seconds pass, each of which the watch sees, until it ends the process.</summary>
    private async Task PassAsync(int seconds, EndRecorder? end = null)
    {
        end ??= (EndRecorder)_app.Get<ProcessEnd>();
        for (var i = 0; i < seconds && end.Code is null; i++)
        {
            await Eventually.TrueAsync("the watch waits for its first second", () => _time.TimersOf(HangWatch.Period) > 0, Stop);
            var seen = _time.TimersOf(HangWatch.Period);
            _time.Advance(HangWatch.Period);
            await Eventually.TrueAsync("the watch has seen a second pass", () => end.Code is not null || _time.TimersOf(HangWatch.Period) > seen, Stop);
        }
    }
}

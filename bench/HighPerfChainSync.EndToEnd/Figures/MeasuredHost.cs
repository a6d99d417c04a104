namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>Which host was measured.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="IsCompiledAhead">Whether it holds code compiled ahead of time, as what is published does; null where that cannot be seen.</param>
/// <param name="WhyNotPublished">Why it was not published; null unless it is <see cref="HostOrigin.BuildOutput"/>.</param>
internal sealed record MeasuredHost(HostOrigin Origin, bool? IsCompiledAhead, string? WhyNotPublished = null)
{
    /// <summary>For people.</summary>
    public string Description => Origin switch
    {
        HostOrigin.Published => $"as dotnet publish -c Release makes it{Ahead}",
        HostOrigin.Given => $"the one that --host names{Ahead}",
        _ => $"the build output, which is not what is published{Ahead}, since {WhyNotPublished}",
    };

    /// <summary>For programs.</summary>
    public string OriginName => Origin switch
    {
        HostOrigin.Published => "published",
        HostOrigin.Given => "given",
        _ => "buildOutput",
    };

    private string Ahead => IsCompiledAhead switch
    {
        true => ", compiled ahead of time",
        false => ", not compiled ahead of time",
        _ => "",
    };
}

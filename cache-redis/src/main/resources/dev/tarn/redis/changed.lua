
return {1, place}
